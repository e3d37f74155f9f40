import { channels, luminance } from '../ink-on.ts'

/** The colour itself where it can be read on `background`, else the nearest lighter or darker one that can (4.5 to 1). */
export function readableOn(color: string, background: string): string {
  const ground = luminance(background)
  const target = ground > 0.179 ? 0 : 255
  for (let step = 0; step < 20; step += 1) {
    const mixed = mix(color, target, step / 20)
    if (contrast(luminance(mixed), ground) >= 4.5) return mixed
  }
  return target === 0 ? '#000000' : '#ffffff'
}

function contrast(first: number, second: number): number {
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
}

function mix(color: string, target: number, share: number): string {
  return `#${channels(color)
    .map((channel) =>
      Math.round(channel + (target - channel) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
}
