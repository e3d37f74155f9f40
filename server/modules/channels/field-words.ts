/** How a field of the wizard's form is asked for. */
export interface FieldWords {
  label: string
  help?: string
  placeholder?: string
  secret?: boolean
  /** Only among the settings. */
  later?: boolean
  /** Asked for when a channel is connected, though it may be left empty. */
  asked?: boolean
  /** A secret of our own making, to be entered at the provider or kept by its owner: whoever manages channels may look at it. */
  ours?: boolean
}
