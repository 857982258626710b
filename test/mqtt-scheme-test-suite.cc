// SPDX-License-Identifier: GPL-2.0-or-later
#include "mqtt-scheme-tests.h"

namespace ns3::mqtt::test
{

namespace
{

/// What schemes are made of, and the schemes themselves.
class SchemeTestSuite : public TestSuite
{
  public:
    SchemeTestSuite()
        : TestSuite("mqtt-scheme", TestSuite::Type::UNIT)
    {
        using Maker = std::vector<TestCase*> (*)();
        // Parts first, then what is built from them; one line for each file.
        const Maker makers[] = {
            MakeKeyAgreementTests,      MakeKeyAgreementAttackTests,
            MakeSessionProofTests,      MakeSessionCipherTests,
            MakeGroupKeyRingTests,      MakeReplayWindowTests,
            MakeManagementCodecTests,   MakeManagementTests,
            MakeManagementFailureTests, MakeDeliveryTests,
            MakePlatformAttackTests,    MakePlatformAccessTests,
            MakePlatformRenewalTests,   MakePlatformFuzzTests,
            MakeEcqvMessageTests,       MakeEcqvContentTests,
            MakeEcqvPairwiseTests,      MakeEcqvGroupTests,
            MakeEcqvAuthorityTests,     MakeEcqvAuthorityAttackTests,
            MakeEcqvRosterTests,        MakeEcqvViewTests,
            MakeEcqvEnvelopeTests,      MakeEcqvCostTests,
            MakeEcqvHostileTests,       MakeEcqvFlawTests,
            MakeEcqvRecoveryTests,      MakeEcqvSceneTests,
            MakeEcqvSecrecyTests,       MakeEcqvIntrusionTests,
            MakeThresholdShareTests,    MakeThresholdJoinTests,
            MakeThresholdPartTests,     MakeThresholdAttackTests,
            MakeThresholdWipingTests,   MakeExchangeMessageTests,
            MakeKeyExchangeTests,       MakeKeyExchangeSceneTests,
        };
        for (const Maker make : makers)
        {
            for (TestCase* test : make())
            {
                AddTestCase(test);
            }
        }
    }
};

SchemeTestSuite g_schemeTestSuite; ///< registers itself

} // namespace

} // namespace ns3::mqtt::test
