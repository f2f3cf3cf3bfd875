import { EVENT_TYPES } from '../../zoom/event-types.ts';
import { PANEL_SCOPE, REQUIRED_SCOPES } from '../../zoom/scopes.ts';

/** The parts of the configuration that the Marketplace needs. */
export interface ManifestOptions {
  publicUrl: string;
  /** Whether to configure the panel inside Zoom meetings. */
  hasPanel: boolean;
}

/** URLs that are entered in the Marketplace. */
export function marketplaceUrls(publicUrl: string) {
  return {
    redirect: `${publicUrl}/oauth/callback`,
    landing: `${publicUrl}/install`,
    events: `${publicUrl}/webhooks/zoom`,
    home: `${publicUrl}/panel`,
    privacy: `${publicUrl}/privacy`,
    terms: `${publicUrl}/terms`,
    support: `${publicUrl}/support`,
    documentation: `${publicUrl}/documentation`,
  };
}

export const APP_NAME = 'Uplink';
/** At most 150 characters, without a claim about security, as the listing requires. */
export const SHORT_DESCRIPTION =
  'See and change where each of your meetings and webinars is livestreamed, check that you’re ready, and go live.';
export const LONG_DESCRIPTION =
  'Uplink lists your meetings and webinars with their livestream settings. Save your destinations once, such as YouTube, Twitch or your own server, and use them in any meeting. A readiness check shows what would prevent a livestream before your audience notices. Start and stop the livestream, see who changed its settings and when, undo changes, and edit many meetings in one step.';

/** Functions of Zoom's SDK that the panel calls. */
const PANEL_APIS = ['getMeetingContext', 'openUrl'];

/** The scopes of the app with the reason for each. */
export function scopesOf({ hasPanel }: ManifestOptions) {
  return hasPanel ? [...REQUIRED_SCOPES, PANEL_SCOPE] : [...REQUIRED_SCOPES];
}

/**
 * The app manifest of the Zoom App Marketplace ("Manifests" in Zoom's documentation of the build
 * flow). The development and production versions get the same URLs: a deployment serves one of them.
 */
export function createManifest(options: ManifestOptions) {
  const { publicUrl, hasPanel } = options;
  const urls = marketplaceUrls(publicUrl);
  const scopes = scopesOf(options);
  return {
    display_information: {
      display_name: APP_NAME,
      description: SHORT_DESCRIPTION,
      long_description: LONG_DESCRIPTION,
    },
    oauth_information: {
      usage: 'USER_OPERATION',
      development_redirect_uri: urls.redirect,
      production_redirect_uri: urls.redirect,
      oauth_allow_list: [urls.redirect],
      strict_mode: true,
      subdomain_strict_mode: true,
      scopes: scopes.map(({ scope }) => ({ scope, optional: scope === PANEL_SCOPE.scope })),
      scope_description: scopes.map(({ scope, reason }) => `${scope}: ${reason}`).join('\n'),
    },
    features: {
      products: hasPanel ? ['ZOOM_MEETING', 'ZOOM_WEBINAR'] : [],
      ...(hasPanel ? panelFeatures(urls.home, new URL(publicUrl).hostname) : {}),
      event_subscription: {
        enable: true,
        events: [
          {
            subscription_name: APP_NAME,
            event_types: EVENT_TYPES.map(({ event }) => event),
            development_webhook_url: urls.events,
            production_webhook_url: urls.events,
          },
        ],
      },
    },
  };
}

function panelFeatures(home: string, domain: string) {
  return {
    development_home_uri: home,
    production_home_uri: home,
    domain_allow_list: [
      { domain, explanation: 'The pages of this app.' },
      { domain: 'appssdk.zoom.us', explanation: 'Zoom requires the domain of its SDK.' },
    ],
    in_client_feature: {
      zoom_app_api: { enable: true, zoom_app_apis: PANEL_APIS },
      guest_mode: { enable: false, enable_test_guest_mode: false },
      in_client_oauth: { enable: false },
      collaborate_mode: { enable: false, enable_screen_sharing: false, enable_play_together: false },
    },
  };
}
