import { z } from 'zod'

/*
 * Templates for one-time codes (…/whatsapp/templates/authentication-templates): nothing may be worded but the button; text and footer are Meta's own, in
 * the template's language (English here).
 */

const word = <const Word extends string>(one: Word) =>
  z.preprocess((value) => (typeof value === 'string' ? value.toUpperCase() : value), z.literal(one))

const body = z.strictObject({ type: word('BODY'), add_security_recommendation: z.boolean().optional() })
const footer = z.strictObject({ type: word('FOOTER'), code_expiration_minutes: z.int().min(1).max(90).optional() })
const buttons = z.strictObject({
  type: word('BUTTONS'),
  buttons: z
    .array(z.strictObject({ type: word('OTP'), otp_type: word('COPY_CODE'), text: z.string().min(1).max(25).optional() }))
    .length(1),
})

/** Only codes that are copied: those that go to an app by themselves need the app's signature, which nobody here has. */
export const codeComponentsSchema = z
  .array(z.union([body, footer, buttons]))
  .refine((parts) => ['BODY', 'BUTTONS'].every((type) => parts.filter((part) => part.type === type).length === 1), {
    message: 'a template for codes has one BODY and one BUTTONS',
  })
  .refine((parts) => parts.filter((part) => part.type === 'FOOTER').length <= 1, { message: 'there is more than one FOOTER' })
export type CodeComponents = z.infer<typeof codeComponentsSchema>

export function isCodeTemplate(components: readonly Record<string, unknown>[]): components is CodeComponents {
  return components.some(({ type, buttons: list }) => type === 'BUTTONS' && Array.isArray(list) && list[0]?.type === 'OTP')
}

/** As the API lists it afterwards: with Meta's words, and the button as an address that ends in the code. */
export function wordCodeTemplate(components: CodeComponents): Record<string, unknown>[] {
  const minutes = components.find((part) => part.type === 'FOOTER')?.code_expiration_minutes
  return components.map((part) => wordPart(part, minutes))
}

function wordPart(part: CodeComponents[number], minutes: number | undefined): Record<string, unknown> {
  switch (part.type) {
    case 'BODY': {
      const advice = part.add_security_recommendation ? ' For your security, do not share this code.' : ''
      return { ...part, text: `*{{1}}* is your verification code.${advice}`, example: { body_text: [['123456']] } }
    }
    case 'FOOTER':
      return { ...part, text: minutes === undefined ? '' : `This code expires in ${minutes} minutes.` }
    case 'BUTTONS': {
      const expires = minutes === undefined ? '' : `&code_expiration_minutes=${minutes}`
      const url = `https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE${expires}&code=otp`
      const text = part.buttons[0]?.text ?? 'Copy code'
      return { type: 'BUTTONS', buttons: [{ type: 'URL', text, url: `${url}{{1}}`, example: [`${url}123456`] }] }
    }
  }
}
