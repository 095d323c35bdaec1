# The state lies in the emulator itself; AWS_ENDPOINT_URL_S3 says where that is (docs/delivery.md).
use_path_style              = true
use_lockfile                = true
skip_credentials_validation = true
skip_requesting_account_id  = true
skip_metadata_api_check     = true
