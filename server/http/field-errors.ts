import type { core } from 'zod'
import type { FieldError } from '../platform/errors.ts'

interface ValidationIssue {
  instancePath: string
  message?: string | undefined
  params: Record<string, unknown>
}

/** Which fields of a body are wrong. A body that may have one of several shapes is measured by the shape that it comes closest to. */
export function fieldErrors(issues: readonly ValidationIssue[]): FieldError[] {
  return issues.flatMap(({ instancePath, message = 'is wrong', params }) => {
    const path = instancePath.split('/').filter((step) => step !== '')
    const shapes = params.errors as core.$ZodIssue[][] | undefined
    return shapes?.length ? describe(closest(shapes), path) : [{ path: path.join('.'), message }]
  })
}

function describe(issues: readonly core.$ZodIssue[], above: readonly PropertyKey[]): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path]
    return issue.code === 'invalid_union' && issue.errors.length > 0
      ? describe(closest(issue.errors), path)
      : [{ path: path.map(String).join('.'), message: issue.message }]
  })
}

/** The shape that was read deepest before something was wrong; of equals the first, as they stand in the schema. */
function closest(shapes: readonly core.$ZodIssue[][]): readonly core.$ZodIssue[] {
  const depth = (issues: readonly core.$ZodIssue[]) => Math.max(...issues.map((issue) => issue.path.length))
  return [...shapes].sort((one, other) => depth(other) - depth(one))[0] ?? []
}
