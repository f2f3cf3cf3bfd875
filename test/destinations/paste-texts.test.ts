import { test } from 'tap';
import { parsePastedFields, parsePastedText } from '../../src/destinations/paste/parse.ts';
import { serviceOf, serviceOfKey } from '../../src/destinations/paste/services.ts';
import { PASTED_TEXTS } from './pasted-texts.ts';

const title = (text: string) => JSON.stringify(text.normalize('NFC')).slice(0, 110);

for (const [i, [text, streamUrl, streamKey = '']] of PASTED_TEXTS.entries()) {
  test(`text ${i + 1} gives its stream URL and stream key: ${title(text)}`, async (t) => {
    const parsed = parsePastedText(text);
    const ofKey = serviceOfKey(streamKey)?.service ?? 'custom';
    const service = streamUrl === '' ? ofKey : serviceOf(streamUrl, streamKey);
    t.match(parsed, { streamUrl, streamKey, service });
    const inField = parsePastedFields({ streamUrl: text });
    if (/\s/.test(text) && streamUrl !== '')
      t.match(inField, { streamUrl, streamKey }, 'the same in the stream URL field');
  });
}

test('no word around a URL with its key is the key', async (t) => {
  const url = 'rtmp://cdn.example.com/app';
  const key = 'Ab12Cd34Ef56Gh';
  const around = [
    ['Hi,', ''],
    ['Please stream to', 'on Friday.'],
    ['YouTube', 'Thanks'],
    ['Dear all,', 'Best regards, Ben'],
    ['Event: Town hall 2026', 'Start: 18:30'],
    ['Order 4711-AB-2026', 'www.example.com'],
  ];
  for (const [before = '', after = ''] of around)
    for (const end of [' ', '\n'])
      t.match(
        parsePastedText([before, `${url}/${key}`, after].join(end)),
        { streamUrl: url, streamKey: key },
        `${before}|${after}`,
      );
});

test('a weak result has an alternative', async (t) => {
  const weak = parsePastedText('rtmp://origin.example.com/live/input');
  t.match(weak, {
    streamUrl: 'rtmp://origin.example.com/live',
    streamKey: 'input',
    rule: 'structure',
    alternatives: [{ streamUrl: 'rtmp://origin.example.com/live/input', streamKey: '' }],
  });
  t.match(parsePastedFields({ streamUrl: 'rtmp://origin.example.com/live/input' }), {
    streamUrl: 'rtmp://origin.example.com/live/input',
    streamKey: '',
    alternatives: [{ streamUrl: 'rtmp://origin.example.com/live', streamKey: 'input' }],
  });
  t.strictSame(parsePastedText('rtmp://a.rtmp.youtube.com/live2/abcd-efgh-jkmn-pqrs').alternatives, []);
});

test('a URL in its own field is split only if its key is certain', async (t) => {
  const texts = [
    'rtmp://1.12345678.ingest.example.com/channelVideo/12345678',
    'rtmp://origin.example.com/live/input',
    'rtmp://cdn.example.com/app/ab12cd34ef56/',
    'rtmp://cdn.example.com/app/',
    'rtmp://1.12345678.fme.ustream.tv/ustreamVideo/12345678',
    'rtmp://e.channel.media.azure.net:1935/live/0f3a9c5b7d1e4f60a1b2c3d4e5f60718',
    'srt://live.example.com:9000?streamid=abc&passphrase=0123456789',
  ];
  for (const streamUrl of texts)
    t.match(parsePastedFields({ streamUrl }), { streamUrl, streamKey: '' }, streamUrl);
  t.match(parsePastedFields({ streamUrl: 'rtmp://cdn.example.com/app/ab12cd34ef56' }), {
    streamUrl: 'rtmp://cdn.example.com/app',
    streamKey: 'ab12cd34ef56',
  });
});

test('two filled fields lose only white space and invisible characters', async (t) => {
  const keys = [
    'Abcd!1efgh*',
    '*Abcd',
    'abc;',
    'abc,',
    'a"b',
    '"quoted"',
    '<key',
    'k'.repeat(617),
    'key=1',
    'ü',
  ];
  for (const streamKey of keys) {
    const parsed = parsePastedFields({
      streamUrl: 'rtmp://cdn.example.com/app/room',
      streamKey: ` \u200b${streamKey}\n`,
    });
    t.match(
      parsed,
      { streamUrl: 'rtmp://cdn.example.com/app/room', streamKey, alternatives: [] },
      streamKey.slice(0, 20),
    );
    t.equal(parsePastedFields({ streamKey }).streamKey, streamKey);
  }
});

test('a URL and a key in their own fields are never split', async (t) => {
  for (const streamUrl of [
    'rtmp://a.rtmp.youtube.com/live2/abcd-efgh-jkmn-pqrs',
    'rtmp://cdn.example.com/app/ab12cd34ef56',
    'rtmp://origin.example.com/live/input',
  ])
    t.match(parsePastedFields({ streamUrl, streamKey: 'the-real-key-0123456789' }), {
      streamUrl,
      streamKey: 'the-real-key-0123456789',
      alternatives: [],
    });
  const repeated = parsePastedFields({
    streamUrl: 'rtmp://cdn.example.com/app/ab12cd34ef56',
    streamKey: 'ab12cd34ef56',
  });
  t.match(repeated.warnings, [{ code: 'key_in_address', suggestion: 'rtmp://cdn.example.com/app' }]);
});

test('brackets, quotes and the response of an API without a key are never a key', async (t) => {
  for (const text of [
    '{}',
    '[]',
    '[1,2]',
    '""',
    '---',
    '…',
    '{"a":',
    '{"status":"ok"}',
    '{"error":{"code":404}}',
  ])
    t.match(parsePastedText(text), { streamUrl: '', streamKey: '', rule: 'none' }, text);
  for (const text of ['{stream_key}', '[stream-key]', '••••••••'])
    t.match(parsePastedText(text), { streamKey: text, warnings: [{ field: 'stream_key' }] }, text);
});
