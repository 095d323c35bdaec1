output "names" {
  description = "Short name → name of the alarm."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.alarm_name }
}

output "descriptions" {
  description = "What the alarms say: severity, figure, page."
  value       = [for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_description]
}
