-- What the website's server has signed of a visitor: nothing that the page says by itself takes its place.
alter table widget_visitors add column signed_attributes jsonb not null default '{}';
