-- A reaction that was taken back stays as a row without an emoji: an older one that arrives after it must not bring it back.
alter table message_reactions alter column emoji drop not null;
