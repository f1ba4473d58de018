import {
  CreateAuthorizerCommand,
  CreateDeploymentCommand,
  CreateModelCommand,
  CreateRequestValidatorCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  CreateStageCommand,
  CreateUsagePlanCommand,
  GetResourcesCommand,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  PutMethodCommand,
} from '@aws-sdk/client-api-gateway';
import type { Clients } from './clients.ts';
import { type Deployers, type Inputs, NOTHING } from './deployer.ts';

/** API Gateway; the body of the REST API is carried out as the gateway's import does it, operation by operation. */
export const gateway: Deployers = {
  'aws:apigateway/restApi:RestApi': async (inputs, clients) => {
    const body: Inputs = JSON.parse(inputs.body);
    const { id = '' } = await clients.gateway.send(
      new CreateRestApiCommand({
        name: inputs.name,
        apiKeySource: body['x-amazon-apigateway-api-key-source'] ?? inputs.apiKeySource,
        policy: inputs.policy ?? JSON.stringify(body['x-amazon-apigateway-policy']),
        endpointConfiguration: { types: [inputs.endpointConfiguration?.types ?? 'REGIONAL'] },
      }),
    );
    const api = new ImportedApi(id, body, clients);
    await api.make();
    return { id };
  },
  'aws:apigateway/restApiPolicy:RestApiPolicy': async () => NOTHING,
  'aws:apigateway/deployment:Deployment': async ({ restApi }, clients) => {
    const { id } = await clients.gateway.send(new CreateDeploymentCommand({ restApiId: restApi }));
    return { id };
  },
  'aws:apigateway/stage:Stage': async ({ restApi, deployment, stageName }, clients) => {
    await clients.gateway.send(
      new CreateStageCommand({ restApiId: restApi, deploymentId: deployment, stageName }),
    );
    return NOTHING;
  },
  'aws:apigateway/usagePlan:UsagePlan': async (inputs, clients) => {
    const { id } = await clients.gateway.send(
      new CreateUsagePlanCommand({
        name: inputs.name,
        apiStages: inputs.apiStages,
        throttle: inputs.throttleSettings,
        quota: inputs.quotaSettings,
      }),
    );
    return { id };
  },
};

class ImportedApi {
  readonly #id: string;
  readonly #body: Inputs;
  readonly #clients: Clients;
  /** Ids by path. */
  readonly #resources = new Map<string, string>();
  readonly #validators = new Map<string, string>();
  readonly #authorizers = new Map<string, string>();

  constructor(id: string, body: Inputs, clients: Clients) {
    this.#id = id;
    this.#body = body;
    this.#clients = clients;
  }

  async make(): Promise<void> {
    const { items } = await this.#clients.gateway.send(new GetResourcesCommand({ restApiId: this.#id }));
    this.#resources.set('/', items?.[0]?.id ?? '');
    await this.#makeModels();
    await this.#makeValidators();
    await this.#makeAuthorizers();
    for (const [path, operations] of Object.entries<Inputs>(this.#body.paths))
      for (const [method, operation] of Object.entries<Inputs>(operations))
        if (method !== 'parameters') await this.#makeOperation(path, method.toUpperCase(), operation);
    await this.#makeResponses();
  }

  async #makeModels(): Promise<void> {
    for (const [name, schema] of Object.entries(this.#body.components?.schemas ?? {}))
      await this.#clients.gateway.send(
        new CreateModelCommand({
          restApiId: this.#id,
          name,
          contentType: 'application/json',
          schema: JSON.stringify(schema),
        }),
      );
  }

  async #makeValidators(): Promise<void> {
    const declared = this.#body['x-amazon-apigateway-request-validators'] ?? {};
    for (const [name, validator] of Object.entries<Inputs>(declared)) {
      const { id = '' } = await this.#clients.gateway.send(
        new CreateRequestValidatorCommand({ restApiId: this.#id, name, ...validator }),
      );
      this.#validators.set(name, id);
    }
  }

  async #makeAuthorizers(): Promise<void> {
    for (const [name, scheme] of Object.entries<Inputs>(this.#body.components?.securitySchemes ?? {})) {
      const authorizer = scheme['x-amazon-apigateway-authorizer'];
      if (!authorizer) continue;
      const { id = '' } = await this.#clients.gateway.send(
        new CreateAuthorizerCommand({
          restApiId: this.#id,
          name,
          type: authorizer.type.toUpperCase(),
          authorizerUri: authorizer.authorizerUri,
          identitySource: authorizer.identitySource,
          authorizerResultTtlInSeconds: authorizer.authorizerResultTtlInSeconds,
        }),
      );
      this.#authorizers.set(name, id);
    }
  }

  async #resource(path: string): Promise<string> {
    const known = this.#resources.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const parentId = await this.#resource(path.slice(0, cut) || '/');
    const { id = '' } = await this.#clients.gateway.send(
      new CreateResourceCommand({ restApiId: this.#id, parentId, pathPart: path.slice(cut + 1) }),
    );
    this.#resources.set(path, id);
    return id;
  }

  async #makeOperation(path: string, httpMethod: string, operation: Inputs): Promise<void> {
    const at = { restApiId: this.#id, resourceId: await this.#resource(path), httpMethod };
    const schemes = (operation.security ?? []).flatMap((each: object) => Object.keys(each));
    const authorizerId = schemes.map((name: string) => this.#authorizers.get(name)).find(Boolean);
    const model = operation.requestBody?.content?.['application/json']?.schema?.$ref;
    const validator =
      operation['x-amazon-apigateway-request-validator'] ??
      this.#body['x-amazon-apigateway-request-validator'];
    await this.#clients.gateway.send(
      new PutMethodCommand({
        ...at,
        authorizationType: authorizerId ? 'CUSTOM' : 'NONE',
        authorizerId,
        apiKeyRequired: schemes.some(
          (name: string) => this.#body.components.securitySchemes[name]?.name?.toLowerCase() === 'x-api-key',
        ),
        requestModels: model ? { 'application/json': model.split('/').at(-1) } : {},
        requestValidatorId: this.#validators.get(validator),
        requestParameters: Object.fromEntries(
          (operation.parameters ?? []).map((each: Inputs) => [
            `method.request.${each.in === 'query' ? 'querystring' : each.in}.${each.name}`,
            each.required === true,
          ]),
        ),
      }),
    );
    const integration = operation['x-amazon-apigateway-integration'];
    await this.#clients.gateway.send(
      new PutIntegrationCommand({
        ...at,
        type: integration.type.toUpperCase(),
        integrationHttpMethod: integration.httpMethod,
        uri: integration.uri,
      }),
    );
  }

  async #makeResponses(): Promise<void> {
    const declared = this.#body['x-amazon-apigateway-gateway-responses'] ?? {};
    for (const [responseType, response] of Object.entries<Inputs>(declared))
      await this.#clients.gateway.send(
        new PutGatewayResponseCommand({
          restApiId: this.#id,
          responseType: responseType as 'THROTTLED',
          statusCode: response.statusCode === undefined ? undefined : String(response.statusCode),
          responseParameters: response.responseParameters,
          responseTemplates: response.responseTemplates,
        }),
      );
  }
}
