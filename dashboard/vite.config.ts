import { readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env.PARLEY_URL ?? 'http://127.0.0.1:3000'

export default defineConfig({
  plugins: [react(), beforePaint(), compressed()],
  publicDir: false,
  build: {
    target: 'es2023',
    // Nothing is inlined as a data: address, so that the content security policy can stay at 'self'.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What most pages share comes as few files instead of dozens of small ones; the rest stays with the page that needs it.
        codeSplitting: { groups: [{ name: 'shared', test: /node_modules/, minShareCount: 4 }] },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/widget', '/webhooks', '/healthz', '/readyz'].map((path) => [path, { target: server }])),
  },
})

/** The one script that must run before the first paint: a plain file of its own, which the bundler would make a deferred module of. */
function beforePaint(): Plugin {
  const source = join(import.meta.dirname, 'src/app/before-paint.js')
  let fileName = ''
  return {
    name: 'before-paint',
    buildStart() {
      if (this.meta.watchMode || this.environment.mode === 'dev') return
      const reference = this.emitFile({ type: 'asset', name: 'before-paint.js', source: readFileSync(source, 'utf8') })
      fileName = this.getFileName(reference)
    },
    transformIndexHtml: (_html, context) => [
      { tag: 'script', attrs: { src: context.bundle ? `/${fileName}` : '/src/app/before-paint.js' }, injectTo: 'head-prepend' },
    ],
  }
}

/** Compresses once, here, as well as it can be done, so that the server only has to hand the file out. */
function compressed(): Plugin {
  const brotli = promisify(brotliCompress)
  const gz = promisify(gzip)
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir }) {
      const folder = join(dir ?? 'dist', 'assets')
      for (const name of await readdir(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue
        const content = await readFile(join(folder, name))
        if (content.length < 1024) continue
        await Promise.all([
          writeFile(join(folder, `${name}.br`), await brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })),
          writeFile(join(folder, `${name}.gz`), await gz(content, { level: 9 })),
        ])
      }
    },
  }
}
