-- What `conch report costs` reads, however much lies before its time.
create index task_completed on task (ended_at) where state = 'completed';
create index task_attempt_refused on task_attempt (started_at) where outcome = 'Refused';
