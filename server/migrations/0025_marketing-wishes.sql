-- What a person lets the business send them by this channel, as they told the provider; null as long as they have said nothing. The latest word stands.
alter table contact_identities add column marketing_allowed boolean;
alter table contact_identities add column marketing_told_at timestamptz;
