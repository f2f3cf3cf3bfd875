import { test } from 'tap';
import type { Change } from '../../src/ui/api/types.ts';
import { sentenceOfChange } from '../../src/ui/features/meeting/history/sentence.ts';

const youtube = {
  stream_url: 'rtmp://a.rtmp.youtube.com/live2',
  stream_key_hint: '1111',
  stream_key_fingerprint: 'f1',
  page_url: 'https://youtube.example/',
  resolution: null,
};
const twitch = { ...youtube, stream_url: 'rtmps://live.twitch.tv/app', stream_key_fingerprint: 'f2' };
const nameOf = ({ stream_key_fingerprint: key }: { stream_key_fingerprint: string }) =>
  key === 'f1' ? 'Main YouTube' : 'Twitch';
const change = (rest: Partial<Change>): Change => ({
  id: '1',
  at: '2026-11-28T16:32:00Z',
  by: 'uplink',
  kind: 'updated',
  before: null,
  after: null,
  ...rest,
});

test('an entry says who did what, with destinations by name', async (t) => {
  const said = (rest: Partial<Change>) => sentenceOfChange(change(rest), nameOf);
  t.equal(said({ before: twitch, after: youtube }), 'You switched destination: Twitch → Main YouTube');
  t.equal(
    said({ before: youtube, after: { ...youtube, page_url: 'https://x/' } }),
    'You changed: Watch page',
  );
  t.equal(said({ before: null, after: youtube }), 'You set up the livestream: Main YouTube');
  t.equal(said({ kind: 'restored', before: youtube, after: twitch }), 'You restored: Main YouTube → Twitch');
  t.equal(said({ kind: 'revealed' }), 'You viewed the stream key');
  t.equal(said({ kind: 'started' }), 'You started the livestream');
  t.equal(said({ kind: 'stopped', by: 'zoom' }), 'Livestream stopped in Zoom');
});

test('a change in Zoom is not attributed to the user', async (t) => {
  const drift = change({
    kind: 'drift',
    by: 'zoom',
    before: youtube,
    after: { ...youtube, resolution: '720p' },
  });
  t.equal(sentenceOfChange(drift, nameOf), 'Changed in Zoom: Resolution');
});

test('a new key for the same service is a change of the key, if neither is saved', async (t) => {
  const rekeyed = { ...youtube, stream_key_fingerprint: 'f9', stream_key_hint: '9999' };
  t.equal(sentenceOfChange(change({ before: youtube, after: rekeyed })), 'You changed: Stream key');
});
