import path from 'node:path'

/** What a demo takes from the environment. The real installation's database, files, keys and owner are none of its business. */
const respected = ['PORT', 'HOST', 'PUBLIC_URL', 'TRUST_PROXY', 'LOG_LEVEL', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'AI_MODEL']

/** For `loadConfig`: only those settings, the demo's own data folder, and a terminal without JSON lines. */
export function demoSettings(folder: string): (given: NodeJS.ProcessEnv) => NodeJS.ProcessEnv {
  return (given) => ({
    LOG_LEVEL: 'error',
    ...Object.fromEntries(Object.entries(given).filter(([name]) => respected.includes(name))),
    DATA_DIR: path.resolve(folder),
  })
}
