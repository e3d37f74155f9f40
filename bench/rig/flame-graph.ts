/** What Node's `--cpu-prof` writes, as far as it is read here. Times in microseconds. */
export interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[]
  samples: number[]
  timeDeltas: number[]
}

interface Frame {
  name: string
  room: string
  us: number
  children: Map<string, Frame>
}

const width = 1600
const rowHeight = 17
const leastShare = 0.0015
const idle = new Set(['(idle)', '(program)', '(root)'])
/** Who a frame belongs to: colours tell more than names at this width. */
const colours: Record<string, string> = {
  parley: '#f2a65a',
  database: '#8fb8de',
  http: '#9ccc9c',
  node: '#cfcfcf',
  other: '#e3c7e8',
  collector: '#e98a8a',
}

/** The profile as a picture that a browser shows: wide is long, below is called by above; a frame's title says its part of what was busy. */
export function flameGraph(profile: CpuProfile, title: string): string {
  const root = collect(profile)
  const rows: string[] = []
  let deepest = 0
  const draw = (frame: Frame, left: number, depth: number): void => {
    const share = frame.us / root.us
    if (share < leastShare) return
    deepest = Math.max(deepest, depth)
    const wide = share * width
    const label = wide > 40 ? frame.name.slice(0, Math.floor(wide / 6.6)) : ''
    rows.push(
      `<g><title>${inXml(frame.name)} ${(share * 100).toFixed(1)} %</title><rect x="${left.toFixed(1)}" y="${40 + depth * rowHeight}" width="${wide.toFixed(1)}" height="${rowHeight - 1}" fill="${colours[frame.room]}"/>` +
        (label ? `<text x="${(left + 3).toFixed(1)}" y="${52 + depth * rowHeight}">${inXml(label)}</text>` : '') +
        '</g>',
    )
    let from = left
    for (const child of [...frame.children.values()].toSorted((a, b) => b.us - a.us)) {
      draw(child, from, depth + 1)
      from += (child.us / root.us) * width
    }
  }
  draw(root, 0, 0)
  const legend = Object.entries(colours)
    .map(
      ([room, colour], index) =>
        `<rect x="${700 + index * 110}" y="12" width="12" height="12" fill="${colour}"/><text x="${716 + index * 110}" y="22">${room}</text>`,
    )
    .join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${60 + (deepest + 1) * rowHeight}" font-family="monospace" font-size="11"><title>${inXml(title)}</title><text x="4" y="22" font-size="13">${inXml(title)}</text>${legend}${rows.join('\n')}</svg>\n`
}

/** Samples summed up by the path of functions that led to them, without what waited. */
function collect({ nodes, samples, timeDeltas }: CpuProfile): Frame {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id] as const)))
  const root: Frame = { name: 'busy', room: 'node', us: 0, children: new Map() }
  const self = new Map<number, number>()
  for (const [index, id] of samples.entries()) self.set(id, (self.get(id) ?? 0) + (timeDeltas[index] ?? 0))
  for (const [id, us] of self) {
    const path: number[] = []
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) path.unshift(at)
    if (idle.has(byId.get(id)?.callFrame.functionName ?? '')) continue
    let frame = root
    root.us += us
    for (const step of path) {
      const call = byId.get(step)?.callFrame
      if (!call || call.functionName === '(root)') continue
      const name = `${call.functionName || '(anonymous)'} ${call.url.split('/').at(-1) ?? ''}`.trim()
      const next = frame.children.get(name) ?? { name, room: roomOf(call.url, call.functionName), us: 0, children: new Map() }
      frame.children.set(name, next)
      next.us += us
      frame = next
    }
  }
  return root
}

function roomOf(url: string, name: string): string {
  if (name === '(garbage collector)') return 'collector'
  if (/node_modules\/(pg|pg-[a-z]+|kysely|postgres-[a-z]+)\//.test(url)) return 'database'
  if (/node_modules\/(fastify|undici|find-my-way|light-my-request|@fastify)\b/.test(url)) return 'http'
  if (url.includes('node_modules')) return 'other'
  return url.includes('/server/') ? 'parley' : 'node'
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
