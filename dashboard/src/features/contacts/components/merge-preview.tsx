import { Badge, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../lib/contract.ts'
import { ChannelIcon } from '../../channels/components/channel-icon.tsx'
import { previewMerge } from '../api/preview-merge.ts'
import classes from './contact.module.css'

/** What the one contact will look like, and what of the other is lost. */
export function MergePreviewList({ kept, other }: { kept: Contact; other: Contact }) {
  const { t } = useTranslation()
  const { fields, identities, attributes, limits } = previewMerge(kept, other)
  return (
    <dl className={classes.preview} data-testid="merge-preview">
      {fields.map(({ name, value, dropped, from }) => (
        <div key={name}>
          <dt>{t(`contact.${name}`)}</dt>
          <dd>
            <bdi>{value}</bdi>
            {from === 'other' && <Badge color="teal">{t('contacts.mergeTaken')}</Badge>}
            {dropped && (
              <span className={classes.dropped}>
                {t('contacts.mergeDropped')} <bdi>{dropped}</bdi>
              </span>
            )}
          </dd>
        </div>
      ))}
      <div>
        <dt>{t('panel.identities')}</dt>
        <dd>
          {identities.length === 0 && t('common.none')}
          {identities.map(({ channelType, externalId, username }) => (
            <Group key={`${channelType}-${externalId}`} gap={6} wrap="nowrap" component="span">
              <ChannelIcon type={channelType} size={15} />
              <bdi dir="ltr">{username ?? externalId}</bdi>
            </Group>
          ))}
        </dd>
      </div>
      {attributes > 0 && (
        <div>
          <dt>{t('panel.attributes')}</dt>
          <dd>{attributes}</dd>
        </div>
      )}
      {limits.length > 0 && (
        <div>
          <dt>{t('contacts.rights')}</dt>
          <dd>
            {limits.map((name) => (
              <Badge key={name} color={name === 'blocked' ? 'red' : 'yellow'}>
                {t(`contact.${name}`)}
              </Badge>
            ))}
          </dd>
        </div>
      )}
    </dl>
  )
}
