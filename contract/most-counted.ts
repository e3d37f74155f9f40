/** The inbox counts so far: the figure itself stands for "that many or more". Apart from the schemas, so that pages take it without them. */
export const mostCounted = 1_000
