-- What the owner of an account should mend though messages go on (no payment method, a breach that the provider sees), with when it was last heard of.
alter table channels add column concerns jsonb not null default '[]';
-- When a voice message of ours was listened to, where the provider tells.
alter table messages add column played_at timestamptz;
