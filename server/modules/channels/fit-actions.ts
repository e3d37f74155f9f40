import type { Interactive } from '../../../contract/messages.ts'
import type { Action, Actions } from '../../../contract/rich-interactive.ts'

/** Things to do, for a channel that knows only answers or a single link: those stay to be tapped, the rest is written out. */
export function fitActions({ buttons }: Actions, canLink: boolean): { interactive: Interactive | null; text: string } {
  const [first, ...more] = buttons
  if (first && 'url' in first && more.length === 0 && canLink) return { interactive: { kind: 'link', ...first }, text: '' }
  const answers = buttons.flatMap((button) => ('id' in button ? button : []))
  const rest = buttons.filter((button) => !('id' in button))
  return {
    interactive: answers.length > 0 ? { kind: 'buttons', buttons: answers } : null,
    text: rest.map(actionLine).join('\n'),
  }
}

export function actionLine(action: Action): string {
  if ('url' in action) return `${action.title}: ${action.url}`
  return 'phone' in action ? `${action.title}: ${action.phone}` : action.title
}
