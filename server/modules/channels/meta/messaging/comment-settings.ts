import { z } from 'zod'

export const commentSettings = {
  /** `ignore` (also when nothing is set): comments stay where they are. `answer`: they come in, and are answered to their author alone. */
  comments: z.enum(['ignore', 'answer']).optional(),
}

export const commentFields = {
  comments: {
    label: 'Comments',
    help: 'ignore (also when empty): comments below posts stay there. answer: they come into the inbox and are answered by a private message, one for each, also by the AI agent of the channel.',
    later: true,
  },
}

export function takesComments({ comments }: { comments?: 'ignore' | 'answer' | undefined }): boolean {
  return comments === 'answer'
}
