import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  getContrastColor,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const teal: MantineColorsTuple = [
  '#ecfaf8',
  '#d3f3ee',
  '#a7e8de',
  '#6fdccc',
  '#2dd4bf',
  '#14b8a6',
  '#0f9488',
  '#0f766e',
  '#0c625c',
  '#0a4f4a',
]
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eff2f2',
  '#e2e7e6',
  '#d5dcdb',
  '#cbd3d2',
  '#a3afad',
  '#7d8a88',
  '#566462',
  '#33403e',
  '#16201f',
]
const dark: MantineColorsTuple = [
  '#e6ecea',
  '#c4cecc',
  '#9ba8a6',
  '#6c7876',
  '#2f3736',
  '#252c2b',
  '#1d2221',
  '#151918',
  '#0f1212',
  '#0a0c0c',
]

/**
 * The library chooses black or white on a filled ground by the light scheme's shade alone; ours are light in the dark, where white
 * on them cannot be read (1.9:1).
 */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const { color, theme, variant } = input
  if (variant !== 'filled' || !color || !(color in theme.colors)) return colors
  const on = (colorScheme: 'light' | 'dark') => getContrastColor({ color, theme, colorScheme, autoContrast: true })
  return { ...colors, color: `light-dark(${on('light')}, ${on('dark')})` }
}

export const theme = createTheme({
  variantColorResolver,
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  colors: { teal, gray, dark },
  black: '#16201f',
  fontFamily: 'var(--p-font)',
  fontFamilyMonospace: 'var(--p-mono)',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } } },
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Modal: {
      defaultProps: {
        centered: true,
        styles: { title: { fontWeight: 620, fontSize: '1.0625rem' } },
        radius: 'lg',
        transitionProps: { duration: 120, transition: 'fade-up' },
        overlayProps: { backgroundOpacity: 0.4 },
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 140 }, overlayProps: { backgroundOpacity: 0.4 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 350, transitionProps: { duration: 80 } } },
    Skeleton: { defaultProps: { radius: 'sm' } },
    Badge: { defaultProps: { radius: 'sm', variant: 'light', tt: 'none', fw: 550 } },
    Paper: { defaultProps: { radius: 'md' } },
  },
})

/** Hands our tokens to the component library, so that both speak of the same greys. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--p-ground)',
    '--mantine-color-text': 'var(--p-text)',
    '--mantine-color-dimmed': 'var(--p-muted)',
    '--mantine-color-placeholder': 'var(--p-muted)',
    '--mantine-color-default': 'var(--p-ground)',
    '--mantine-color-default-hover': 'var(--p-hover)',
    '--mantine-color-default-border': 'var(--p-line-strong)',
    '--mantine-color-error': 'var(--p-red-text)',
    '--mantine-color-anchor': 'var(--p-accent-text)',
    '--mantine-color-teal-light': 'var(--p-accent-soft)',
    '--mantine-color-teal-light-color': 'var(--p-accent-text)',
    '--mantine-color-teal-text': 'var(--p-accent-text)',
    '--mantine-color-red-light': 'var(--p-red-soft)',
    '--mantine-color-red-light-color': 'var(--p-red-text)',
    '--mantine-color-yellow-light': 'var(--p-amber-soft)',
    '--mantine-color-yellow-light-color': 'var(--p-amber-text)',
    '--mantine-color-green-light': 'var(--p-green-soft)',
    '--mantine-color-green-light-color': 'var(--p-green-text)',
    '--mantine-color-gray-light': 'var(--p-sunken)',
    '--mantine-color-gray-light-color': 'var(--p-muted)',
    '--mantine-shadow-md': 'var(--p-float)',
  }
  return { variables: {}, light: shared, dark: shared }
}
