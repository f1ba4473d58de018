import Type, { type Static } from 'typebox';

/** The stack's configuration, under `sessions:` in Pulumi.<stack>.yaml; Pulumi.yaml documents every key. */
export const ConfigSchema = Type.Object(
  {
    /** Availability zones to spread over: what fails with one zone, and what it costs, is in docs/reliability.md. */
    zones: Type.Integer({ minimum: 1, maximum: 3 }),
    /** Of the network, a /16 to /22 of private addresses. */
    cidr: Type.String(),
    /**
     * How the laboratory reaches the platform: over public TLS, or through a VPN or Direct Connect to private
     * endpoints.
     */
    connectivity: Type.Union([Type.Literal('public'), Type.Literal('private')]),
    /** For private connectivity: the laboratory's networks, and its end of the VPN or the Direct Connect gateway. */
    laboratory: Type.Optional(
      Type.Object(
        {
          cidrs: Type.Array(Type.String(), { minItems: 1 }),
          vpn: Type.Optional(
            Type.Object({ address: Type.String(), asn: Type.Integer() }, { additionalProperties: false }),
          ),
          directConnectGateway: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    /**
     * How functions in private subnets publish: by an interface endpoint of SNS in each zone, or by way of the store,
     * where the service `publish` takes events from. The latter is cheaper and takes a second longer:
     * docs/decisions/0021-events-by-the-store.md.
     */
    events: Type.Union([Type.Literal('endpoint'), Type.Literal('store')]),
    /** Who may call the API: CIDRs. */
    allowedAddresses: Type.Array(Type.String(), { minItems: 1 }),
    limits: Type.Object(
      {
        /** Requests in five minutes from one address, before WAF answers. */
        perAddress: Type.Integer({ minimum: 10, maximum: 2_000_000_000 }),
        /** Requests a second of one key, and how many at once. */
        perKeyRate: Type.Number({ minimum: 1 }),
        perKeyBurst: Type.Integer({ minimum: 1 }),
        /** Requests a day of one key. */
        perKeyDaily: Type.Integer({ minimum: 1 }),
      },
      { additionalProperties: false },
    ),
    /** Own name of the API, with its certificate (ACM, of the stack's region) and, for the record, its hosted zone. */
    domain: Type.Optional(
      Type.Object(
        {
          name: Type.String(),
          certificateArn: Type.String(),
          hostedZoneId: Type.Optional(Type.String()),
        },
        { additionalProperties: false },
      ),
    ),
    search: Type.Object(
      {
        instanceType: Type.String(),
        /** A multiple of `zones`. */
        instances: Type.Integer({ minimum: 1, maximum: 80 }),
        /** Of each instance. */
        volumeGib: Type.Integer({ minimum: 10, maximum: 16_384 }),
        signIn: Type.Union([Type.Literal('cognito'), Type.Literal('saml')]),
        /** For `saml`: the identity provider's metadata and the attribute that holds a person's groups. */
        saml: Type.Optional(
          Type.Object(
            { entityId: Type.String(), metadata: Type.String(), rolesAttribute: Type.String() },
            { additionalProperties: false },
          ),
        ),
        /** Groups of people and the sources whose sessions they see in Dashboards; `*` is every source. */
        groups: Type.Record(Type.String(), Type.Union([Type.Literal('*'), Type.Array(Type.String())])),
      },
      { additionalProperties: false },
    ),
    archive: Type.Object(
      {
        /** Nobody, the root user included, shortens a COMPLIANCE lock; GOVERNANCE yields to a special right. */
        lockMode: Type.Union([Type.Literal('GOVERNANCE'), Type.Literal('COMPLIANCE')]),
        lockYears: Type.Integer({ minimum: 1, maximum: 100 }),
        glacierAfterDays: Type.Integer({ minimum: 1 }),
        deepArchiveAfterDays: Type.Integer({ minimum: 91 }),
      },
      { additionalProperties: false },
    ),
    /** How long logs of functions, of the gateway and of the network are kept. */
    logDays: Type.Integer(),
    /** Who is told of alarms, and of what nobody else asked to be told of: as callbacks are written. */
    operators: Type.Array(Type.String(), { minItems: 1 }),
    /** Which repository deploys this stack, and whether the account's OIDC provider exists already. */
    delivery: Type.Optional(
      Type.Object(
        {
          repository: Type.String(),
          /** Name of the environment on GitHub whose runs may deploy. */
          environment: Type.String(),
          oidcProvider: Type.Union([Type.Literal('make'), Type.Literal('adopt')]),
        },
        { additionalProperties: false },
      ),
    ),
    /** Parameter of SSM that names the image of sandboxes' instances; a plain Amazon Linux, which copies nothing, where left out. */
    sandboxImageParameter: Type.Optional(Type.String()),
    /** Dollars a month, of the whole account, after which the operators are told. */
    budget: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);

export type Config = Static<typeof ConfigSchema>;
