import * as aws from '@pulumi/aws';
import { boundaryStatements } from './boundary-policy.ts';
import { DELIVERY_ROLES } from './delivery-denials.ts';
import { boundRoles, type Context, Part } from './part.ts';
import { policyDocument } from './rights/statement.ts';

/** Made before any role, and put on each: all but those that runs on GitHub take on, which are no part's. */
export function makeBoundary(context: Context): void {
  const { names } = context;
  const boundary = new aws.iam.Policy(
    'boundary',
    {
      name: names.boundary,
      description: 'The most that any role of the platform may do, whatever its own policies say.',
      policy: policyDocument(boundaryStatements(context)),
    },
    { parent: new Part('boundary') },
  );
  boundRoles(
    boundary.arn,
    DELIVERY_ROLES.map((purpose) => names.function(purpose)),
  );
}
