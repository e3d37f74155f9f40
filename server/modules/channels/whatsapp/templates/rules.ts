import type { TemplateRules } from '../../../../../contract/templates.ts'

const megabyte = 1024 * 1024

/**
 * Limits of message templates (…/whatsapp/templates/components, …/templates/supported-languages, …/authentication-templates). Example files are those that the
 * Resumable Upload API takes (…/graph-api/guides/upload); of documents it need not be a long one.
 */
export const whatsAppTemplateRules: TemplateRules = {
  languages: [
    ...['af', 'sq', 'ar', 'az', 'bn', 'bg', 'ca', 'zh_CN', 'zh_HK', 'zh_TW', 'hr', 'cs', 'da', 'nl', 'en', 'en_GB', 'en_US', 'et', 'fil'],
    ...['fi', 'fr', 'ka', 'de', 'el', 'gu', 'ha', 'he', 'hi', 'hu', 'id', 'ga', 'it', 'ja', 'kn', 'kk', 'rw_RW', 'ko', 'ky_KG', 'lo', 'lv'],
    ...['lt', 'mk', 'ms', 'ml', 'mr', 'nb', 'fa', 'pl', 'pt_BR', 'pt_PT', 'pa', 'ro', 'ru', 'sr', 'sk', 'sl', 'es', 'es_AR', 'es_ES'],
    ...['es_MX', 'sw', 'sv', 'ta', 'te', 'th', 'tr', 'uk', 'ur', 'uz', 'vi', 'zu'],
  ],
  categories: ['utility', 'marketing', 'authentication'],
  headers: ['text', 'image', 'video', 'document', 'location'],
  headerFiles: {
    image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * megabyte },
    video: { mimeTypes: ['video/mp4'], maxBytes: 16 * megabyte },
    document: { mimeTypes: ['application/pdf'], maxBytes: 16 * megabyte },
  },
  minCodeMinutes: 1,
  maxCodeMinutes: 90,
  maxNameLength: 512,
  maxHeaderLength: 60,
  maxBodyLength: 1024,
  maxFooterLength: 60,
  maxButtonTitleLength: 25,
  maxButtons: 10,
  maxLinks: 2,
  maxPhones: 1,
  maxCopyCodes: 1,
  maxUrlLength: 2000,
  maxPhoneLength: 20,
  maxCodeLength: 15,
}
