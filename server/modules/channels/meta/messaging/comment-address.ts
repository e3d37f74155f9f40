/*
 * A comment below a post is answered by its own id, to the person alone (a private reply). In our record comment and recipient bear that id behind a
 * prefix, so that neither is taken for a message or a person.
 */

const prefix = 'comment:'

export function commentAddress(commentId: string): string {
  return prefix + commentId
}

/** The comment's id; null for the id of a person or a message. */
export function commentIn(address: string | null): string | null {
  return address?.startsWith(prefix) ? address.slice(prefix.length) : null
}
