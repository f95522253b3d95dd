-- Every node looks for these at each poll: without an index of their own that reads all tasks there ever were.
create index task_undriven on task (provider, id)
    where node_id is null and state in ('submitting', 'running', 'storing');
