import { defineErrors } from '../../platform/errors.ts'

export const fail = defineErrors({
  'widget-unknown': { status: 404, title: 'There is no chat with this key.' },
  'widget-origin-refused': { status: 403, title: 'This website may not show this chat.' },
  'widget-not-built': { status: 503, title: 'The chat has not been built yet: run npm install.' },
  'identity-key-unknown': { status: 404, title: 'There is no such key (any more).' },
  'consent-missing': { status: 403, title: 'The visitor has to agree first.' },
  'details-missing': { status: 422, title: 'The form before the first message has to be filled in first.' },
  'details-invalid': { status: 422, title: 'Some of this is missing, or was not asked.' },
  'visitor-unknown': { status: 401, title: 'The visitor is not known (any more).' },
  'link-unknown': { status: 404, title: 'This link is not valid (any more).' },
  'address-missing': { status: 422, title: 'Enter the e-mail address that it is to go to.' },
  'nothing-said': { status: 409, title: 'There is no conversation yet.' },
  'erasure-needs-proof': { status: 409, title: 'More is known of this person than this browser proves: please ask the team to delete it.' },
  'visitor-too-fast': { status: 429, title: 'A little too fast: please wait a moment.' },
  'rating-not-due': { status: 409, title: 'There is no resolved conversation to be rated (any more).' },
  'upload-missing': { status: 400, title: 'The request holds no file.' },
  'upload-unknown': { status: 422, title: 'There is no such uploaded file of this visitor.' },
  'file-unknown': { status: 404, title: 'There is no such file.' },
  'choice-unknown': { status: 422, title: 'This choice is not offered (any more).' },
})
