import type {
  HeaderFileFormat,
  ParameterFormat,
  RejectionCode,
  TemplateCategory,
  TemplateContent,
  TemplateQuality,
  TemplateRules,
  TemplateStatus,
} from '../../../contract/templates.ts'
import type { Connection } from './adapter.ts'

/** What a provider's event says of a template: which one (null: it does not say), and what its reviewer wrote. */
export interface TemplateNews {
  externalId: string | null
  rejectionDetail: string | null
}

/** A template as its provider has it. */
export interface ProviderTemplate extends TemplateContent {
  externalId: string
  name: string
  language: string
  category: TemplateCategory | null
  status: TemplateStatus
  quality: TemplateQuality | null
  rejection: RejectionCode | null
  parameterFormat: ParameterFormat
}

export interface TemplateDraft extends TemplateContent {
  name: string
  language: string
  category: TemplateCategory
  parameterFormat: ParameterFormat
}

/** A file as it stands above a template, for those who review it. */
export interface TemplateExample {
  format: HeaderFileFormat
  name: string
  mimeType: string
  bytes: Buffer
}

/** Message templates that are reviewed by the provider before they may be sent. Everything throws ProviderError with a sentence for people. */
export interface TemplateManagement<Settings, Credentials> {
  rules: TemplateRules
  /** The states in which the provider lets a template be changed. */
  editable: ReadonlySet<TemplateStatus>
  /** One page of all templates of the account; `next` is null on the last. */
  list(
    connection: Connection<Settings, Credentials>,
    cursor: string | null,
    signal?: AbortSignal,
  ): Promise<{ templates: ProviderTemplate[]; next: string | null }>
  /** Null where the provider has none of this id. */
  find(connection: Connection<Settings, Credentials>, externalId: string, signal?: AbortSignal): Promise<ProviderTemplate | null>
  /** @returns what has become of it at once; how the review ends is told later, by an event */
  create(
    connection: Connection<Settings, Credentials>,
    draft: TemplateDraft,
  ): Promise<Pick<ProviderTemplate, 'externalId' | 'status' | 'category'>>
  /** Puts all of the draft's parts in the place of the old ones. The category is given only where it is to change. */
  edit(
    connection: Connection<Settings, Credentials>,
    externalId: string,
    draft: TemplateContent & { parameterFormat: ParameterFormat; category: TemplateCategory | null },
  ): Promise<void>
  /** @returns the handle that a header with a file is then submitted with */
  uploadExample(connection: Connection<Settings, Credentials>, example: TemplateExample): Promise<string>
  /** This language of the template only. One that is gone already counts as removed. */
  remove(connection: Connection<Settings, Credentials>, template: { externalId: string; name: string }): Promise<void>
}
