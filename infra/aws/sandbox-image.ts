import type { Place } from './names.ts';

/** Amazon Linux 2023 as Amazon publishes it, for x86_64 as the instance types are. */
export const DEFAULT_IMAGE_PARAMETER =
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

/** How a launch template names an image by a parameter: EC2 reads it at each launch, so that a new image needs no deployment. */
export const imageByParameter = (parameter: string): string => `resolve:ssm:${parameter}`;

/** Parameters that AWS publishes belong to no account. */
export const imageParameterArn = (parameter: string, { region, account }: Place): string =>
  `arn:aws:ssm:${region}:${parameter.startsWith('/aws/') ? '' : account}:parameter/${parameter.replace(/^\//, '')}`;
