import type { TemplateRules } from '../../../../../contract/templates.ts'

/**
 * Limits of message templates (…/whatsapp/templates/components, …/templates/supported-languages). Headers with a file need an upload
 * in the Meta app's own name and are made in the WhatsApp Manager, as authentication templates are, whose text is Meta's.
 */
export const whatsAppTemplateRules: TemplateRules = {
  languages: [
    ...['af', 'sq', 'ar', 'az', 'bn', 'bg', 'ca', 'zh_CN', 'zh_HK', 'zh_TW', 'hr', 'cs', 'da', 'nl', 'en', 'en_GB', 'en_US', 'et', 'fil'],
    ...['fi', 'fr', 'ka', 'de', 'el', 'gu', 'ha', 'he', 'hi', 'hu', 'id', 'ga', 'it', 'ja', 'kn', 'kk', 'rw_RW', 'ko', 'ky_KG', 'lo', 'lv'],
    ...['lt', 'mk', 'ms', 'ml', 'mr', 'nb', 'fa', 'pl', 'pt_BR', 'pt_PT', 'pa', 'ro', 'ru', 'sr', 'sk', 'sl', 'es', 'es_AR', 'es_ES'],
    ...['es_MX', 'sw', 'sv', 'ta', 'te', 'th', 'tr', 'uk', 'ur', 'uz', 'vi', 'zu'],
  ],
  categories: ['utility', 'marketing'],
  headers: ['text', 'location'],
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
