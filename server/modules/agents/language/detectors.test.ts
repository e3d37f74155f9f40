import { expect, test } from 'vitest'
import { admitsNotKnowing } from './admits-not-knowing.ts'
import { isAngry } from './detect-anger.ts'
import { detectDanger } from './detect-danger.ts'
import { onlyAsksWhetherHuman } from './detect-identity-question.ts'
import { detectSmallTalk } from './detect-small-talk.ts'
import { spoken } from './phrase-matcher.ts'
import { sentences } from './sentences.ts'

test.each([
  'are you a bot?',
  'R u human',
  'ты бот?',
  'Вы человек или робот?',
  'ботсыз ба',
  'insan mısın?',
  'sen robot musun',
  'ربات هستی؟',
  'هل أنت روبوت؟',
  'Sind Sie ein Mensch?',
  'es-tu un robot ?',
  '¿Eres un robot?',
  'você é um robô?',
  'sei un bot?',
  'kamu robot?',
  '你是机器人吗',
  'ロボットですか？',
  '로봇이세요?',
])('asks whether it is human: %s', (text) => {
  expect(onlyAsksWhetherHuman(spoken(text))).toBe(true)
})

test.each([
  'Do you sell robot vacuum cleaners?',
  'Is the robot waterproof?',
  'робот-пылесос есть?',
  'Are you open on Sunday?',
  'bot shoes',
])('does not ask: %s', (text) => {
  expect(onlyAsksWhetherHuman(spoken(text))).toBe(false)
})

test.each([
  ['I want to die', 'self-harm'],
  ['Я хочу умереть', 'self-harm'],
  ['Өлгім келеді', 'self-harm'],
  ['میخوام بمیرم', 'self-harm'],
  ['我不想活了', 'self-harm'],
  ['İntihar edeceğim', 'self-harm'],
  ['I will burn your shop down', 'threat'],
  ['зарежу', 'threat'],
  ['this heat is killing me', null],
  ['how do I kill the background process', null],
  ['Suicide Squad poster', null],
  ['где купить яд для тараканов', null],
  ['dying to try your cake', null],
])('danger in %j: %s', (text, danger) => {
  expect(detectDanger(spoken(text))).toBe(danger)
})

test.each([
  ['You are useless!', true],
  ['WHERE IS MY MONEY??? ANSWER ME!!', true],
  ['Вы издеваетесь?', true],
  ['Das ist eine Frechheit', true],
  ['HELLO, HOW MUCH IS IT', false],
  ['Do you have angry birds toys?', false],
  ['I am sorry, my mistake', false],
])('anger in %j: %s', (text, angry) => {
  expect(isAngry(spoken(text), text)).toBe(angry)
})

test.each([
  ['Hi there!', 'greeting'],
  ['Добрый день', 'greeting'],
  ['سلام', 'greeting'],
  ['thank you so much', 'thanks'],
  ['рахмет', 'thanks'],
  ['Hello, how much is it?', null],
  ['hi, delivery', null],
  ['', null],
])('small talk in %j: %s', (text, kind) => {
  expect(detectSmallTalk(spoken(text))).toBe(kind)
})

test('our own sentences are complete in each language, and those that admit not knowing are seen to', () => {
  for (const [language, own] of Object.entries(sentences)) {
    for (const [name, text] of Object.entries(own)) expect(text.length, `${language} ${name}`).toBeGreaterThan(3)
    expect(admitsNotKnowing(own.dontKnow), language).toBe(true)
    expect(admitsNotKnowing(own.greeting), language).toBe(false)
    // What the agent says about people must never make another agent of this kind hand over, or a loop look like a wish.
    expect(detectDanger(spoken(own.handover)), language).toBe(null)
  }
})
