import { type ParameterFormat, variablesOf } from '../../../../contract/templates.ts'
import type { FieldError } from '../../../platform/errors.ts'

/** Are the variables of this text well formed, of one kind, and has each an example? */
export function* checkVariables(
  part: 'header' | 'body',
  text: string,
  examples: Readonly<Record<string, string>>,
  format: ParameterFormat,
): Generator<FieldError> {
  const path = `${part}.text`
  if (/\{\{|\}\}/.test(text.replace(/\{\{[^{}\s]+\}\}/g, ''))) {
    yield { path, message: 'A variable is written {{1}} or {{order_number}}: two braces on each side, no spaces.' }
    return
  }
  const variables = variablesOf(text)
  if (format === 'positional') {
    const numbers = variables.map(Number)
    const expected = Array.from({ length: variables.length }, (_, index) => index + 1)
    if (
      !isSame(
        numbers.toSorted((one, other) => one - other),
        expected,
      )
    ) {
      yield { path, message: 'Variables are numbered {{1}}, {{2}}… without gaps.' }
    }
  } else if (variables.some((name) => !/^[a-z][a-z0-9_]*$/.test(name))) {
    yield { path, message: 'Names of variables have small latin letters, digits and _, and begin with a letter.' }
  }
  for (const name of variables) {
    if (!examples[name]?.trim())
      yield { path: `${part}.examples.${name}`, message: `An example for {{${name}}}: the reviewers ask for it.` }
  }
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index])
}
