-- Images that a video is modelled on are kept like frames.
alter table asset drop constraint asset_kind_check;
alter table asset add constraint asset_kind_check
    check (kind in ('video', 'poster', 'first_frame', 'last_frame', 'reference_image'));
