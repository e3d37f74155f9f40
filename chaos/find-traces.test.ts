import { expect, it } from 'vitest'
import { tracesIn } from './find-traces.ts'

const people = [
  { key: 's1w1n1z', phone: '77000000001', userId: 'KZ.8000000000001' },
  { key: 's1t1n2z', phone: '7000002', userId: null },
]

it('knows a person’s words, name and ids wherever they stand', () => {
  expect(tracesIn('(1,"{""text"": ""kqs1w1n1zx12 hello""}")', people, 'journal')).toEqual([
    { customer: 's1w1n1z', marker: 'kqs1w1n1zx12', where: 'journal' },
  ])
  for (const text of ['Customer s1w1n1z', 'to=+77000000001', '"user_id":"KZ.8000000000001"'])
    expect(tracesIn(text, people, 'log')).toEqual([{ customer: 's1w1n1z', marker: null, where: 'log' }])
  expect(tracesIn('7000002:1000000017', people, 'keys')).toEqual([{ customer: 's1t1n2z', marker: null, where: 'keys' }])
})

it('takes nobody for somebody with a longer name or number', () => {
  expect(tracesIn('kqs1w1n1zzx1 Customer s1w1n1zz 170000021 77000000001000 AKZ.8000000000001', people, 'log')).toEqual([])
})
