import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { askAll, measureRanks } from '../../../bench/retrieval/measure.ts'
import { readQuestionSet } from '../../../bench/retrieval/question-sets.ts'
import { rankByReference } from '../../../bench/retrieval/reference.ts'
import type { Access } from '../../platform/module.ts'
import { testApp } from '../../testing/test-app.ts'
import { testWorkspace } from '../../testing/test-workspace.ts'

// The sets are not part of the repository (their licence asks for more than ours gives): where they lie beside it, they are asked.
const folder = path.join(import.meta.dirname, '../../../../shared/retrieval')

test.skipIf(!existsSync(folder)).each([['xquad.en.json'], ['xquad.ru.json'], ['kazqad-validation.jsonl']])(
  '%s: passages are found better than by plain BM25',
  async (file) => {
    const set = readQuestionSet(path.join(folder, file))
    const app = await testApp({ run: false })
    const { workspaceId, userId } = await testWorkspace(app)
    const access: Access = { workspaceId, role: 'owner', actor: { type: 'user', id: userId, name: 'Owner', email: null } }
    const found = measureRanks((await askAll(app.deps, access, set)).ranks)
    const reference = measureRanks(rankByReference(set, 5))
    expect(found.recall1).toBeGreaterThan(reference.recall1)
    expect(found.recall5).toBeGreaterThanOrEqual(reference.recall5)
    expect(found.mrr10).toBeGreaterThan(reference.mrr10)
  },
  90_000,
)
