import { type Answers, text } from './answer.ts';

/** S3. */
export const s3: Answers = {
  'aws:s3/bucket:Bucket': ({ inputs, name, place }) => {
    const id = text(inputs.bucket, name);
    return {
      id,
      outputs: {
        bucket: id,
        arn: `arn:aws:s3:::${id}`,
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketRegionalDomainName: `${id}.s3.${place.region}.amazonaws.com`,
        region: place.region,
      },
    };
  },
};
