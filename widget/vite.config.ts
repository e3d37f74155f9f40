import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build, defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const output = path.join(root, 'dist')

// One build makes the chat (dist/app), the loader (dist/widget.js), what the loader fetches when it is needed (dist/chat-window.js,
// dist/attention.js) and the page that shows it (dist/demo).
export default defineConfig({
  root,
  base: '/widget/app/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: path.join(output, 'app'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  plugins: [loaderAndDemo()],
})

function loaderAndDemo(): Plugin {
  return {
    name: 'parley-loader-and-demo',
    apply: 'build',
    async closeBundle(error?: Error) {
      if (error) return
      await buildScript('loader', 'widget.js', 'iife')
      await buildScript('chat-window', 'chat-window.js', 'es')
      await buildScript('attention', 'attention.js', 'es')
      await buildDemo()
      await precompress()
    },
  }
}

// They run on other people's pages: the loader as a classic script in a function of its own, which leaves one name there, the rest as a module.
function buildScript(name: string, fileName: string, format: 'iife' | 'es') {
  return build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: output,
      emptyOutDir: false,
      target: 'es2020',
      reportCompressedSize: false,
      rolldownOptions: {
        input: path.join(root, `src/loader/${name}.ts`),
        preserveEntrySignatures: 'strict',
        output: { format, entryFileNames: fileName },
      },
    },
  })
}

function buildDemo() {
  return build({
    root: path.join(root, 'demo'),
    configFile: false,
    base: '/widget/demo/',
    logLevel: 'warn',
    build: { outDir: path.join(output, 'demo'), emptyOutDir: true, reportCompressedSize: false },
  })
}

async function precompress(): Promise<void> {
  const names = await readdir(output, { recursive: true })
  for (const name of names.filter((entry) => /\.(js|css)$/.test(entry))) {
    const file = path.join(output, name)
    const bytes = await readFile(file)
    await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
    await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
  }
}
