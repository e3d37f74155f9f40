import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Website {
  url: string
  /** Pastes the chat's snippet into the page, as an owner does. */
  paste(snippet: string): void
  close(): void
}

/** A shop's own website, on another origin than the house as it is in life; `/?lang=fa` in another language. */
export async function openWebsite(): Promise<Website> {
  let snippet = ''
  const server = createServer((request, response) => {
    const language = new URL(request.url ?? '/', 'http://shop').searchParams.get('lang') ?? 'en'
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><html lang="${language}" dir="${language === 'fa' ? 'rtl' : 'ltr'}"><head><meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
<title>Teal Kettles</title><style>body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1f2a29;background:#f7f5f1}main{max-width:760px;margin:0 auto;padding:56px 24px}
h1{font-size:40px;margin:0 0 8px}section{display:grid;grid-template-columns:repeat(3,1fr);gap:16px;margin-top:32px}article{background:#fff;border-radius:12px;padding:20px;box-shadow:0 1px 2px #0001}
i{display:block;height:96px;border-radius:8px;margin-bottom:12px}</style></head><body><main><h1>Teal Kettles</h1><p>Kettles and cups, made in Almaty.</p><section>
<article><i style="background:#0f766e"></i><b>The teal one</b><br>14 900 ₸</article><article><i style="background:#b45309"></i><b>The copper one</b><br>18 500 ₸</article><article><i style="background:#334155"></i><b>The grey one</b><br>12 900 ₸</article>
</section></main>${snippet}</body></html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    paste: (text) => {
      snippet = text
    },
    close: () => server.close(),
  }
}
