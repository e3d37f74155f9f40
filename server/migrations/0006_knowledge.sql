-- What a business knows: knowledge bases, the sources that were read into them, and the passages that answers are found in.

create table knowledge_bases (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  description text,
  -- grows with every change of passages, under the lock of this row: indexes in memory see by it that they are old
  revision bigint not null default 0,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select parley_tenant_table('knowledge_bases');

create table knowledge_sources (
  workspace_id uuid not null,
  id uuid not null,
  knowledge_id uuid not null,
  type text not null check (type in ('text', 'faq', 'url', 'file')),
  title text not null,
  url text,
  file_id uuid,
  mime_type text,
  -- what was typed in (text, faq); pages and files are read where they lie
  content text,
  status text not null check (status in ('queued', 'reading', 'ready', 'failed')),
  status_reason text,
  progress real not null default 0,
  -- kept, but not searched
  excluded boolean not null default false,
  passage_count int not null default 0,
  character_count int not null default 0,
  -- the knowledge base's revision at which these passages, this title or this exclusion came about
  revision bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, knowledge_id) references knowledge_bases (workspace_id, id) on delete cascade
);
select parley_tenant_table('knowledge_sources');
create index knowledge_sources_base on knowledge_sources (workspace_id, knowledge_id, id desc);
create index knowledge_sources_file on knowledge_sources (workspace_id, file_id) where file_id is not null;

create table knowledge_passages (
  workspace_id uuid not null,
  source_id uuid not null,
  position int not null,
  knowledge_id uuid not null,
  id uuid not null,
  -- the headings above it, outermost first
  heading text,
  text text not null,
  primary key (workspace_id, source_id, position),
  unique (workspace_id, id),
  foreign key (workspace_id, source_id) references knowledge_sources (workspace_id, id) on delete cascade
);
select parley_tenant_table('knowledge_passages');

-- Meanings of passages as a model of embeddings sees them. Narrow: the nearest two hundred are found by the bits (one per dimension, its
-- sign), then ranked by the bytes.
create table knowledge_vectors (
  workspace_id uuid not null,
  knowledge_id uuid not null,
  model text not null,
  passage_id uuid not null,
  bits bit varying not null,
  bytes bytea not null,
  primary key (workspace_id, knowledge_id, model, passage_id),
  foreign key (workspace_id, passage_id) references knowledge_passages (workspace_id, id) on delete cascade
);
select parley_tenant_table('knowledge_vectors');
create index knowledge_vectors_passage on knowledge_vectors (workspace_id, passage_id);
