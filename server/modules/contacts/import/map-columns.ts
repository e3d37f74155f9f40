import type { ImportColumn } from '../../../../contract/contacts.ts'
import { fail } from '../errors.ts'

/** How columns are called in the tables that people have, in English, Russian, Kazakh and Persian. */
const knownNames: Record<Exclude<ImportColumn, `attributes.${string}` | 'ignore'>, readonly string[]> = {
  name: [
    ...['name', 'full name', 'display name', 'contact', 'contact name', 'customer', 'customer name', 'client', 'client name'],
    ...['имя', 'фио', 'ф и о', 'полное имя', 'контакт', 'клиент', 'имя клиента', 'имя контакта', 'покупатель'],
    ...['аты', 'аты жөні', 'толық аты', 'есімі', 'тұтынушы', 'сатып алушы'],
    ...['نام', 'نام کامل', 'نام و نام خانوادگی', 'مشتری', 'نام مشتری', 'مخاطب'],
  ],
  firstName: ['first name', 'firstname', 'given name', 'forename', 'نام کوچک'],
  lastName: ['last name', 'lastname', 'surname', 'family name', 'фамилия', 'тегі', 'نام خانوادگی', 'فامیلی'],
  email: [
    ...['email', 'e mail', 'mail', 'email address', 'e mail address', 'e mail 1 value'],
    ...['почта', 'эл почта', 'электронная почта', 'имейл', 'емейл', 'адрес электронной почты'],
    ...['пошта', 'электрондық пошта', 'эл пошта'],
    ...['ایمیل', 'پست الکترونیک', 'پست الکترونیکی', 'رایانامه'],
  ],
  phone: [
    ...[
      'phone',
      'phone number',
      'mobile',
      'mobile phone',
      'mobile number',
      'cell',
      'cell phone',
      'tel',
      'telephone',
      'number',
      'phone 1 value',
    ],
    ...['телефон', 'номер', 'номер телефона', 'мобильный', 'мобильный телефон', 'моб телефон', 'тел', 'сотовый', 'ватсап'],
    ...['телефон нөмірі', 'нөмір', 'нөмірі', 'ұялы', 'ұялы телефон', 'ұялы телефоны'],
    ...['تلفن', 'شماره', 'شماره تلفن', 'موبایل', 'شماره موبایل', 'تلفن همراه', 'شماره همراه', 'واتساپ'],
  ],
  language: ['language', 'lang', 'locale', 'язык', 'тіл', 'тілі', 'زبان'],
}

const fieldOf = new Map(Object.entries(knownNames).flatMap(([field, names]) => names.map((name) => [name, field as ImportColumn])))

/**
 * What each column holds: as the asker says, else by its name, else an attribute of that name. Two of one kind: the second is an attribute.
 * @throws AppError `import-columns-unknown` where nothing says who the people are
 */
export function mapColumns(head: readonly string[], asked: Record<string, ImportColumn> = {}): ImportColumn[] {
  const askedOf = new Map(Object.entries(asked).map(([name, column]) => [plain(name), column]))
  const missing = Object.keys(asked).filter((name) => !head.some((cell) => plain(cell) === plain(name)))
  if (missing.length > 0)
    throw fail('import-columns-unknown', {
      userMessage: `The file has no column ${missing.map((name) => `“${name.slice(0, 60)}”`).join(', ')}.`,
    })
  const taken = new Set<string>(askedOf.values())
  const columns = head.map((cell): ImportColumn => {
    const wanted = askedOf.get(plain(cell))
    if (wanted) return wanted
    const field = fieldOf.get(plain(cell))
    if (field && !taken.has(field)) {
      taken.add(field)
      return field
    }
    return cell === '' ? 'ignore' : `attributes.${cell.slice(0, 60)}`
  })
  if (!columns.some((column) => ['name', 'firstName', 'lastName', 'email', 'phone'].includes(column))) throw fail('import-columns-unknown')
  return columns
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ي', 'ی')
    .replaceAll('ك', 'ک')
    .replace(/[\s\u200c_.:*"'()/-]+/g, ' ')
    .trim()
}
