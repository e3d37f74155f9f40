import { expect, it } from 'vitest'
import { topologies } from '../installation/topologies.ts'
import { createRandom } from '../random.ts'
import { planNemeses } from './plan-nemeses.ts'

const wish = {
  processes: topologies.four,
  durationMs: 600_000,
  kills: 60,
  stops: 15,
  failpoint: null,
  databaseKills: 2,
  freezesMs: [5_000],
  diskFullMs: 5_000,
}

it('plans the same for the same seed and something else for another', () => {
  const plan = planNemeses(createRandom(7), wish)
  expect(planNemeses(createRandom(7), wish)).toEqual(plan)
  expect(planNemeses(createRandom(8), wish)).not.toEqual(plan)
})

it('ends as many processes as were wished for, visits every fail-point, and stays inside its time', () => {
  const plan = planNemeses(createRandom(7), wish)
  const kills = plan.filter((nemesis) => nemesis.kind === 'kill')
  const places = kills.flatMap(({ failpoint }) => (failpoint === null ? [] : [failpoint.split(':')[0]]))
  expect(kills.length + places.length).toBe(60)
  expect(new Set(places).size).toBe(10)
  expect(plan.filter((nemesis) => nemesis.kind === 'stop')).toHaveLength(15)
  expect(plan.map((nemesis) => nemesis.kind)).toEqual(expect.arrayContaining(['kill-database', 'freeze-database', 'fill-disk']))
  expect(plan.every(({ atMs }) => atMs >= 0 && atMs < wish.durationMs)).toBe(true)
})
