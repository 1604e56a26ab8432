// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/ops/Log.h"
#include "server/ops/Metrics.h"
#include "server/ops/Readiness.h"

#include <QtTest>

#include <thread>

using namespace TaskMaster;
using namespace TaskMaster::Server;

Q_LOGGING_CATEGORY(lcOpsTest, "taskmaster.opstest")

/// Metrics, log lines and readiness: what an operator reads.
class OpsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsFromManyThreadsAddUp();
    void askingTwiceGivesTheSameMetric();
    void bucketsDouble_data();
    void bucketsDouble();
    void theTextIsWhatPrometheusReads();
    void durationsAreExposedInSeconds();
    void aRecordIsOneLine_data();
    void aRecordIsOneLine();
    void aFieldWithSpacesIsQuoted();
    void theLevelSilencesWhatIsBelowIt();
    void readinessAsksEveryCheckEachTime();
};

void OpsTest::countsFromManyThreadsAddUp()
{
    Metrics metrics;
    Counter &counter = metrics.counter("frames", "Frames received.");
    Histogram &histogram = metrics.histogram("frame_bytes", "Sizes.");
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) {
                counter.add();
                histogram.observe(quint64(3));
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(counter.value(), 40'000U);
    QCOMPARE(histogram.count(), 40'000U);
    QCOMPARE(histogram.sum(), 120'000U);
}

void OpsTest::askingTwiceGivesTheSameMetric()
{
    Metrics metrics;
    Gauge &first = metrics.gauge("connections", "Open connections.", {{"lane", "0"}});
    for (int i = 1; i < 100; ++i)
        metrics.gauge("connections", "Open connections.", {{"lane", QByteArray::number(i)}}).set(i);
    QCOMPARE(&metrics.gauge("connections", "Open connections.", {{"lane", "0"}}), &first);
}

void OpsTest::bucketsDouble_data()
{
    QTest::addColumn<quint64>("value");
    QTest::addColumn<int>("bucket");
    QTest::newRow("0") << quint64(0) << 0;
    QTest::newRow("1") << quint64(1) << 0;
    QTest::newRow("2") << quint64(2) << 1;
    QTest::newRow("3") << quint64(3) << 2;
    QTest::newRow("4") << quint64(4) << 2;
    QTest::newRow("5") << quint64(5) << 3;
    QTest::newRow("the last bound") << (quint64(1) << 26) << 26;
    QTest::newRow("beyond") << (quint64(1) << 26) + 1 << 27;
    QTest::newRow("far beyond") << ~quint64(0) << 27;
}

void OpsTest::bucketsDouble()
{
    QFETCH(quint64, value);
    QFETCH(int, bucket);
    Histogram histogram;
    histogram.observe(value);
    QCOMPARE(histogram.countIn(std::size_t(bucket)), 1U);
    QCOMPARE(histogram.count(), 1U);
}

void OpsTest::theTextIsWhatPrometheusReads()
{
    Metrics metrics;
    metrics.counter("http_requests", "Requests answered.", {{"route", "a\"b\\c\nd"}, {"status", "200"}}).add(3);
    metrics.gauge("connections", "Open connections.").set(-2);
    metrics.histogram("batch_commands", "Commands per batch.").observe(quint64(3));
    const QByteArray text = metrics.writeText();
    QVERIFY2(text.contains("# HELP taskmaster_http_requests_total Requests answered.\n"
                           "# TYPE taskmaster_http_requests_total counter\n"
                           "taskmaster_http_requests_total{route=\"a\\\"b\\\\c\\nd\",status=\"200\"} 3\n"),
             text.constData());
    QVERIFY(text.contains("# TYPE taskmaster_connections gauge\ntaskmaster_connections -2\n"));
    QVERIFY(text.contains("taskmaster_batch_commands_bucket{le=\"2\"} 0\n"
                          "taskmaster_batch_commands_bucket{le=\"4\"} 1\n"));
    QVERIFY(text.contains("taskmaster_batch_commands_bucket{le=\"+Inf\"} 1\n"
                          "taskmaster_batch_commands_sum 3\n"
                          "taskmaster_batch_commands_count 1\n"));
    QVERIFY(text.endsWith('\n'));
    QCOMPARE(metrics.snapshot().size(), 2 + qsizetype(Histogram::BucketCount) + 2);
}

void OpsTest::durationsAreExposedInSeconds()
{
    Metrics metrics;
    metrics.histogram("commit_duration_us", "Time to commit.").observe(std::chrono::milliseconds(3));
    const QByteArray text = metrics.writeText();
    QVERIFY2(text.contains("taskmaster_commit_duration_seconds_bucket{le=\"0.002048\"} 0\n"
                           "taskmaster_commit_duration_seconds_bucket{le=\"0.004096\"} 1\n"),
             text.constData());
    QVERIFY(text.contains("taskmaster_commit_duration_seconds_sum 0.003\n"));
}

void OpsTest::aRecordIsOneLine_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("line");
    const QByteArray start = "2026-03-01T09:30:00.123Z ";
    QTest::newRow("info") << int(QtInfoMsg) << QStringLiteral("Ready.") << start + "info taskmaster.app: Ready.\n";
    QTest::newRow("a forged second line") << int(QtWarningMsg) << QStringLiteral("Bad name: x\n2026 error")
                                          << start + "warning taskmaster.app: Bad name: x\\n2026 error\n";
    QTest::newRow("a terminal escape") << int(QtCriticalMsg) << QStringLiteral("\x1b[31mred")
                                       << start + "error taskmaster.app: \\x1b[31mred\n";
}

void OpsTest::aRecordIsOneLine()
{
    QFETCH(int, type);
    QFETCH(QString, message);
    QFETCH(QByteArray, line);
    const QDateTime at = QDateTime::fromString(QStringLiteral("2026-03-01T10:30:00.123+01:00"), Qt::ISODateWithMs);
    QCOMPARE(logLine(at, static_cast<QtMsgType>(type), "taskmaster.app", message), line);
}

void OpsTest::aFieldWithSpacesIsQuoted()
{
    QCOMPARE(field("status", 413), QStringLiteral(" status=413"));
    QCOMPARE(field("why", QStringLiteral("two words")), QStringLiteral(" why=\"two words\""));
    QCOMPARE(field("why", QStringLiteral("a\"b")), QStringLiteral(" why=\"a\\\"b\""));
    QCOMPARE(field("why", QString()), QStringLiteral(" why=\"\""));
}

void OpsTest::theLevelSilencesWhatIsBelowIt()
{
    const auto stock = qInstallMessageHandler(nullptr);
    installLog(LogLevel::Warning);
    qInstallMessageHandler(stock); // only the filter is under test here
    QVERIFY(!lcOpsTest().isInfoEnabled());
    QVERIFY(lcOpsTest().isWarningEnabled());
    installLog(LogLevel::Debug);
    qInstallMessageHandler(stock);
    QVERIFY(lcOpsTest().isDebugEnabled());
}

void OpsTest::readinessAsksEveryCheckEachTime()
{
    Readiness readiness;
    bool databaseIsUp = false;
    readiness.add(QStringLiteral("database"), [&]() -> Result<void> {
        if (!databaseIsUp)
            return ErrorCode::Unavailable;
        return {};
    });
    readiness.add(QStringLiteral("migrations"), [] { return Result<void>(); });
    QCOMPARE(readiness.ask().size(), 2);
    QVERIFY(!readiness.ask().first().result.ok());
    QVERIFY(readiness.ask().last().result.ok());
    databaseIsUp = true;
    QVERIFY(readiness.ask().first().result.ok());
}

QTEST_GUILESS_MAIN(OpsTest)
#include "tst_ops.moc"
