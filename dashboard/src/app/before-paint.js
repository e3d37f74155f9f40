// Runs before the first paint, from a file because the content security policy allows no inline script:
// without it a dark or right-to-left page would flash in the wrong dress.
;(() => {
  const root = document.documentElement
  let scheme = 'auto'
  let language = ''
  try {
    scheme = localStorage.getItem('parley.color-scheme') || 'auto'
    language = localStorage.getItem('parley.language') || ''
  } catch {}
  const dark = scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  root.lang = language || navigator.language || 'en'
  root.dir = root.lang.startsWith('fa') ? 'rtl' : 'ltr'
})()
