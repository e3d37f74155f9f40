import { defineErrors } from './errors.ts'

export const outsideFailure = defineErrors({
  'egress-undeclared': { status: 500, title: 'This call to an outside server is not declared.' },
  'address-refused': {
    status: 422,
    title: 'This address is not reachable from here: it must be public, http or https, and without a password in it.',
  },
  'outside-timeout': { status: 504, title: 'The other server did not answer in time.' },
  'outside-unreachable': { status: 502, title: 'The other server could not be reached.' },
  'outside-too-large': { status: 502, title: 'The answer of the other server is too large.' },
  'outside-redirects': { status: 502, title: 'The other server redirected too often.' },
})
