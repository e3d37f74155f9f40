-- The greatest id of what came in so far, and what that was before the last batch: whoever records next, in whatever process, gives greater ones, so that
-- nothing hides behind what a turn has dealt with. (Before PostgreSQL 18 a changed row tells only what it has become.)
alter table conversations add column newest_in uuid, add column newest_in_before uuid;
