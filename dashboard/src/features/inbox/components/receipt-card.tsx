import { IconReceipt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '../../../lib/contract.ts'
import { useFormat } from '../../../lib/format.ts'
import classes from './thread.module.css'

type Receipt = Extract<NonNullable<Message['interactive']>, { kind: 'receipt' }>

/** What was ordered and paid, as the customer was told. */
export function ReceiptCard({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { orderNumber, items, adjustments, currency, total, paymentMethod, shipping, tax } = receipt
  const money = (amount: string) => format.money(Number(amount), currency)
  const further = [
    ...(shipping ? [{ name: t('message.shipping'), value: money(shipping) }] : []),
    ...(tax ? [{ name: t('message.tax'), value: money(tax) }] : []),
    ...adjustments.map(({ name, amount }) => ({ name, value: `−${money(amount)}` })),
  ]
  return (
    <>
      <div className={classes.card} data-testid="receipt">
        <IconReceipt size={20} aria-hidden />
        <div>
          <strong>
            {t('message.receipt')} <bdi>{orderNumber}</bdi>
          </strong>
          <div>
            <bdi>{paymentMethod}</bdi>
          </div>
        </div>
      </div>
      <table className={classes.orderTable}>
        <tbody>
          {items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id, and their place is what they are
            <tr key={index}>
              <td>
                {format.number(item.quantity)} × <bdi>{item.title}</bdi>
              </td>
              <td>{money(item.price)}</td>
            </tr>
          ))}
          {further.map(({ name, value }) => (
            <tr key={name}>
              <td>
                <bdi>{name}</bdi>
              </td>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{t('message.total')}</td>
            <td>{money(total)}</td>
          </tr>
        </tfoot>
      </table>
    </>
  )
}
