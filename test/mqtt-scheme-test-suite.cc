// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-tests.h"

namespace ns3::mqtt::test
{

namespace
{

/// What schemes are made of, and the schemes themselves. Several suites, so that they run side by
/// side; parts first, then what is built from them.
class SchemeTestSuite : public TestSuite
{
  public:
    /// @param name name
    /// @param makers give its cases, one for each file
    SchemeTestSuite(const std::string& name,
                    std::initializer_list<std::vector<TestCase*> (*)()> makers)
        : TestSuite(name, Type::UNIT)
    {
        for (auto make : makers)
        {
            for (TestCase* test : make())
            {
                AddTestCase(test);
            }
        }
    }
};

/// What several schemes are made of.
SchemeTestSuite g_schemeTestSuite{"mqtt-scheme", {MakeReplayWindowTests, MakeServiceChannelTests}};

/// The MQTT group platform.
SchemeTestSuite g_platformTestSuite{"mqtt-platform",
                                    {MakeKeyAgreementTests,
                                     MakeKeyAgreementAttackTests,
                                     MakeSessionProofTests,
                                     MakeSessionCipherTests,
                                     MakeGroupKeyRingTests,
                                     MakeManagementCodecTests,
                                     MakeManagementTests,
                                     MakeManagementFailureTests,
                                     MakePlatformAttackTests,
                                     MakePlatformAccessTests,
                                     MakePlatformRenewalTests,
                                     MakePlatformFuzzTests}};

/// ECQV group keys.
SchemeTestSuite g_ecqvTestSuite{"mqtt-ecqv",
                                {MakeEcqvMessageTests,
                                 MakeEcqvContentTests,
                                 MakeEcqvPairwiseTests,
                                 MakeEcqvGroupTests,
                                 MakeEcqvAuthorityTests,
                                 MakeEcqvAuthorityAttackTests,
                                 MakeEcqvRosterTests,
                                 MakeEcqvViewTests,
                                 MakeEcqvEnvelopeTests,
                                 MakeEcqvCostTests,
                                 MakeEcqvHostileTests,
                                 MakeEcqvFlawTests,
                                 MakeEcqvRecoveryTests,
                                 MakeEcqvSceneTests,
                                 MakeEcqvSecrecyTests,
                                 MakeEcqvIntrusionTests}};

/// Threshold sharing and its rivals.
SchemeTestSuite g_sharingTestSuite{"mqtt-sharing",
                                   {MakeThresholdShareTests,
                                    MakeThresholdJoinTests,
                                    MakeThresholdPartTests,
                                    MakeThresholdAttackTests,
                                    MakeThresholdFaultTests,
                                    MakeThresholdWipingTests,
                                    MakeExchangeMessageTests,
                                    MakeKeyExchangeTests,
                                    MakeKeyExchangeSceneTests,
                                    MakeKeyExchangeWipeTests}};

/// The key server.
SchemeTestSuite g_keyServerTestSuite{
    "mqtt-keyserver",
    {MakeKeyFrameTests, MakeKeyServerTests, MakeKeyServerWipingTests, MakeKeyServerAttackTests}};

/// Smart cards.
SchemeTestSuite g_smartCardTestSuite{
    "mqtt-smartcard",
    {MakeCardRepositoryTests, MakeCardSceneTests, MakeCardAttackTests, MakeCardHostileTests}};

} // namespace

} // namespace ns3::mqtt::test
