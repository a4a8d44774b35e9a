import * as z from 'zod';
import { flag, type ValuesOf, variable, webAddress } from './variable.ts';

/** The company's own sign-in for the console. */
export const SIGN_IN = {
  OIDC_ISSUER: variable(
    webAddress.optional(),
    "Your company's sign-in for the console (OpenID Connect), such as https://login.shop.example. Needs PUBLIC_URL; register PUBLIC_URL/sign-in/company/callback there.",
  ),
  OIDC_CLIENT_ID: variable(z.string().optional(), 'As registered there.'),
  OIDC_CLIENT_SECRET: variable(z.string().optional(), 'As registered there.', { secret: true }),
  OIDC_NAME: variable(z.string().max(40).default('SSO'), 'Its name on the button.'),
  OIDC_TRUST_EMAIL: variable(
    flag.default(false),
    'true: believe addresses of which the issuer does not say that they were verified (Microsoft Entra). Only where nobody can choose their own.',
  ),
} as const;

/** What the company's sign-in needs besides its address, one sentence each. */
export function* signInContradictions(values: ValuesOf<typeof SIGN_IN> & { PUBLIC_URL?: string | undefined }) {
  if (values.OIDC_ISSUER === undefined) return;
  for (const name of ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'PUBLIC_URL'] as const)
    if (!values[name]) yield `${name} (not set): OIDC_ISSUER needs it`;
}
