-- Whether a file has been heard or looked at, as far as that can be: the turn that answers several waits for all of them. Of what is here already, yes.
alter table attachments add column understood boolean not null default true;
alter table attachments alter column understood set default false;
