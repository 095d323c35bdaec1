# One page that says how an environment fares: what callers see, then what works behind it, drawn from what is declared.
locals {
  # ECS tells the use of each service for free; the whole cluster and its tasks would need Container Insights.
  services = "SEARCH('{AWS/ECS,ClusterName,ServiceName} MetricName=\"%s\" ClusterName=\"${var.cluster}\"', '%s', 300)"
  graphs = concat(
    [
      { title = "Answers", stat = "Sum", metrics = [
        for metric in ["Count", "4xx", "5xx"] : ["AWS/ApiGateway", metric, "ApiId", var.api_id]
      ] },
      { title = "Time to answer (ms, p95)", stat = "p95", metrics = [
        for metric in ["Latency", "IntegrationLatency"] : ["AWS/ApiGateway", metric, "ApiId", var.api_id]
      ] },
    ],
    [for graph in [
      { title = "Failures of functions", metric = "Errors", stat = "Sum" },
      { title = "Functions held back", metric = "Throttles", stat = "Sum" },
      { title = "Time of functions (ms, p95)", metric = "Duration", stat = "p95" },
      ] : { title = graph.title, stat = graph.stat, metrics = [
        for name in var.functions : ["AWS/Lambda", graph.metric, "FunctionName", name]
    ] }],
    [{ title = "Streams behind (ms)", stat = "Maximum", metrics = [
      for name in var.stream_readers : ["AWS/Lambda", "IteratorAge", "FunctionName", name]
    ] }],
    [for graph in [
      { title = "Messages that wait", metric = "ApproximateNumberOfMessagesVisible", queues = setsubtract(var.queues, var.dead_letters) },
      { title = "Age of the oldest message (s)", metric = "ApproximateAgeOfOldestMessage", queues = setsubtract(var.queues, var.dead_letters) },
      { title = "Messages given up", metric = "ApproximateNumberOfMessagesVisible", queues = var.dead_letters },
      ] : { title = graph.title, stat = "Maximum", metrics = [
        for name in graph.queues : ["AWS/SQS", graph.metric, "QueueName", name]
    ] }],
    [for graph in [
      { title = "Reads that tables held back", metric = "ReadThrottleEvents" },
      { title = "Writes that tables held back", metric = "WriteThrottleEvents" },
      ] : { title = graph.title, stat = "Sum", metrics = [
        for name in var.tables : ["AWS/DynamoDB", graph.metric, "TableName", name]
    ] }],
    [for graph in [
      { title = "Operations completed", metric = "OperationsCompleted", stat = "Sum" },
      { title = "Operations failed", metric = "OperationsFailed", stat = "Sum" },
      { title = "Time of operations (ms, p95)", metric = "OperationDuration", stat = "p95" },
      ] : { title = graph.title, stat = graph.stat, metrics = [
        for type in var.operation_types : ["BBWS", graph.metric, "operation_type", type]
    ] }],
    [
      { title = "WordPress (%, highest of all tenants)", stat = "Average", metrics = [
        for metric in ["CPUUtilization", "MemoryUtilization"] : [{ expression = "MAX(${format(local.services, metric, "Average")})", label = metric }]
      ] },
      { title = "WordPress's tasks", stat = "SampleCount", metrics = [ # each task tells its use once per minute
        [{ expression = "SUM(${format(local.services, "CPUUtilization", "SampleCount")}) / 5", label = "running" }],
      ] },
    ],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [for index, graph in local.graphs : {
      type   = "metric"
      x      = (index % 2) * 12
      y      = floor(index / 2) * 6
      width  = 12
      height = 6
      properties = {
        title   = graph.title
        region  = var.region
        stat    = graph.stat
        period  = 300
        view    = "timeSeries"
        metrics = graph.metrics
      }
    }]
  })
}
