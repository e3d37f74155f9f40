export interface Signals {
  /** Everything ends at once. */
  ending: AbortSignal
  /** Nothing more is written or broken; the rest of the run goes on as at its end. */
  enough: AbortSignal
}
