import type { InsertKind } from '../../../../../contract/compose-kinds.ts'
import { PlaceFields } from '../../templates/components/place-fields.tsx'
import { ButtonFields } from './button-fields.tsx'
import { CardFields } from './card-fields.tsx'
import { ContactFields } from './contact-fields.tsx'
import type { FieldProps } from './field-props.ts'
import { FormFields } from './form-fields.tsx'
import { LinkFields } from './link-fields.tsx'
import { ListFields } from './list-fields.tsx'
import { FlowFields, ProductFields } from './provider-fields.tsx'

/** What has to be filled in for a kind besides the text. */
export function KindFields({ kind, ...props }: FieldProps & { kind: InsertKind }) {
  switch (kind) {
    case 'buttons':
      return <ButtonFields {...props} />
    case 'list':
      return <ListFields {...props} />
    case 'link':
      return <LinkFields {...props} />
    case 'cards':
      return <CardFields {...props} />
    case 'form':
      return <FormFields {...props} />
    case 'flow':
      return <FlowFields {...props} />
    case 'products':
      return <ProductFields {...props} />
    case 'location':
      return <PlaceFields place={props.draft.place} onChange={(place) => props.onChange({ place })} />
    case 'contact-cards':
      return <ContactFields {...props} />
    case 'catalog':
    case 'location-request':
    case 'contact-request':
      return null
  }
}
