const string = { type: 'string' };

/** The members of Uplink's response, so that the references use a compiled serializer too. */
export const livestreamSchema = {
  response: {
    200: {
      type: 'object',
      properties: {
        meeting_id: string,
        destination_id: { type: ['string', 'null'] },
        stream_url: string,
        stream_key_hint: string,
        stream_key_fingerprint: string,
        page_url: string,
        resolution: { type: ['string', 'null'] },
        configured: { type: 'boolean' },
        source: string,
        fetched_at: string,
        stale: { type: 'boolean' },
      },
    },
  },
};
