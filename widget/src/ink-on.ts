/** Black or white, whichever reads better on a colour `#rrggbb`: at least 4.5 to 1 (WCAG 2.2 AA) for every colour. */
export function inkOn(color: string): '#000' | '#fff' {
  return luminance(color) > 0.179 ? '#000' : '#fff'
}

/** Relative luminance, 0 (black) to 1 (white), with sRGB's curve taken as a power of 2.2: within 0.01 of the exact one, and small. */
function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((start) => (Number.parseInt(color.slice(start, start + 2), 16) / 255) ** 2.2) as [
    number,
    number,
    number,
  ]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
