alter table widget_visitors
  -- the address stands in a token that the website has signed: it is theirs, and not only said to be
  add column email_vouched boolean not null default false,
  -- outside the hours they left an address: answers that they do not see in the chat go there
  add column answers_by_mail boolean not null default false,
  -- the newest of the answers that went by mail
  add column mailed_up_to uuid,
  -- labels that their page has put on the conversation: only these it may take off
  add column labels text[] not null default '{}';

-- What the website says of a conversation, beside what it says of the person.
alter table conversations add column attributes jsonb not null default '{}';
